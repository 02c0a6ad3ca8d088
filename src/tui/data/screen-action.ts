import { type HostSortField } from "./hosts-view.ts";
import { type OverlayName, type ScreenName } from "./screen-state.ts";
import { type SortField } from "./sort-field.ts";

/** Everything a key or a dialog can change of what is looked at. `now` is monotonic milliseconds. */
export type ScreenAction =
  | { readonly type: "show"; readonly screen: ScreenName }
  /** Enter on a host: its processes. null shows those of all hosts. */
  | { readonly type: "scope"; readonly host: string | null }
  /** Esc: closes what is open, clears the filter, then goes back from one host to all. */
  | { readonly type: "back" }
  | { readonly type: "move"; readonly by: number; readonly now: number }
  /** `pages` may be a fraction: 0.5 is half a page down. `height`: rows shown. */
  | { readonly type: "page"; readonly pages: number; readonly height: number; readonly now: number }
  | { readonly type: "first" }
  | { readonly type: "last"; readonly now: number }
  /** Puts the cursor on a host or a process by its identity. */
  | { readonly type: "select"; readonly identity: string; readonly now: number }
  | { readonly type: "filter-begin" }
  | { readonly type: "filter-edit"; readonly draft: string }
  | { readonly type: "filter-accept" }
  | { readonly type: "filter-clear" }
  /** The same field again turns the order round. */
  | { readonly type: "sort"; readonly field: SortField }
  | { readonly type: "sort-hosts"; readonly field: HostSortField }
  | { readonly type: "invert-sort" }
  | { readonly type: "toggle-tree" }
  | { readonly type: "fold"; readonly identity: string; readonly folded: boolean }
  | { readonly type: "fold-all"; readonly folded: boolean }
  | { readonly type: "toggle-kernel-threads" }
  | { readonly type: "open"; readonly overlay: OverlayName }
  | { readonly type: "toggle-pause" };
