export { type GlyphSet as Glyphs, glyphSets } from "../term/glyphs.ts";
