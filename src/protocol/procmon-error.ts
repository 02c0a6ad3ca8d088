import { type ErrorCode, errorCodes } from "./error-codes.ts";

/**
 * The one error class. `message` says what was expected, where, what came; `hint` what to do.
 */
export class ProcmonError extends Error {
  override readonly name = "ProcmonError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  get hint(): string {
    return errorCodes[this.code].hint;
  }
  get httpStatus(): number {
    return errorCodes[this.code].status;
  }
  get closeCode(): number {
    return errorCodes[this.code].close;
  }
  get exitCode(): number {
    return errorCodes[this.code].exit;
  }
}
