const labels: Readonly<Record<string, string>> = {
  enter: "Enter",
  escape: "Esc",
  tab: "Tab",
  space: "Space",
  backspace: "Backspace",
  delete: "Del",
  pageup: "PgUp",
  pagedown: "PgDn",
  home: "Home",
  end: "End",
  up: "Up",
  down: "Down",
  left: "Left",
  right: "Right",
};

/** A key name as it stands on keyboards and in the help: `ctrl+l` is `Ctrl-L`, `f5` is `F5`. */
export const keyLabel = (name: string): string =>
  name
    .split(/\+(?=.)/)
    .map((part, i, parts) => {
      if (labels[part] !== undefined) return labels[part];
      if (/^f\d+$/.test(part)) return part.toUpperCase();
      if (i < parts.length - 1) return part.charAt(0).toUpperCase() + part.slice(1);
      return parts.length > 1 ? part.toUpperCase() : part;
    })
    .join("-");
