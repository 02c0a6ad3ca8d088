export { glyphSets } from "../term/glyphs.ts";
