/**
 * What is not seen and changes what is read: controls, line ends, zero-width signs, directions, tags. `g`: for
 * `replace` alone.
 */
export const hiddenSigns =
  /[\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]+/gu;
