/** As much of an import as the rule looks at (ESTree). */
interface ImportDeclaration {
  readonly importKind?: "type" | "value";
  readonly source: { readonly value: string };
  readonly specifiers: readonly {
    readonly type: string;
    readonly importKind?: "type" | "value";
    readonly imported?: { readonly name?: string };
  }[];
}

/**
 * `import { z } from "zod"` takes an object that holds all of zod, so that a bundle keeps all of it and
 * the terminal starts 9 MB heavier. `no-restricted-imports` cannot say this: it refuses `* as z` too.
 */
const zodAsNamespace = {
  create: (context: { report: (problem: { node: object; message: string }) => void }) => ({
    ImportDeclaration: (node: ImportDeclaration): void => {
      if (node.importKind === "type" || !/^zod(?:\/|$)/.test(node.source.value)) return;
      for (const specifier of node.specifiers) {
        if (specifier.importKind === "type") continue;
        if (specifier.type === "ImportDefaultSpecifier" || specifier.imported?.name === "z")
          context.report({
            node: specifier,
            message: "Write import * as z: a bundle that takes { z } keeps all of zod, 9 MB.",
          });
      }
    },
  }),
};

/** Rules of our own for oxlint. */
export default { meta: { name: "procmon" }, rules: { "zod-as-namespace": zodAsNamespace } };
