import { errorCodes } from "../src/protocol/error-codes.ts";
import { code, markdownTable } from "./markdown-table.ts";

/** docs/errors.md: every error code. */
export const renderErrorsPage = (): string => `# Errors

Every error that procmon reports has a code that never changes; the text beside it may. The same code appears
in an answer over HTTP with the status, in an \`error\` frame before a WebSocket is closed with the close code,
and behind a command that ends with the exit code.

${markdownTable(
  ["Code", "HTTP", "Close", "Exit", "Meaning", "What to do"],
  Object.entries(errorCodes).map(([id, { status, close, exit, meaning, hint }]) => [
    code(id),
    String(status),
    String(close),
    String(exit),
    meaning,
    hint,
  ]),
)}
`;
