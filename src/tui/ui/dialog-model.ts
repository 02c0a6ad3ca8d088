import { type MenuItem } from "./menu-dialog.tsx";
import { type TextLine } from "./text-layout.ts";

/** What an open dialog shows. */
export type DialogModel =
  | {
      readonly kind: "menu";
      readonly title: string;
      readonly items: readonly MenuItem[];
      readonly cursor: number;
    }
  | {
      readonly kind: "text";
      readonly title: string;
      /** As `layOutText` gives them. */
      readonly lines: readonly TextLine[];
      readonly scroll: number;
    };
