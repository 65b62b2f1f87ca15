/** What the window asks of the pictures' thread, and what that answers. */

/** Formats that can be read. */
export type ReadableExt = 'png' | 'jpg' | 'webp';

/** Formats that can be written. */
export type WritableExt = 'png' | 'jpg';

/** What is to become of a picture. */
export type PictureWish =
  /** The same pixels, as far as the format keeps them; a JPEG knows no alpha and gets a white ground. */
  | { readonly type: 'convert'; readonly ext: WritableExt }
  /** At most so many bytes, and no side above `maxSide`: a JPEG, or a PNG where something shines through. */
  | { readonly type: 'reduce'; readonly maxBytes: number; readonly maxSide: number };

export interface PictureWork {
  readonly content: Uint8Array<ArrayBuffer>;
  readonly ext: ReadableExt;
  readonly wish: PictureWish;
  /** The folder with the codecs. */
  readonly codecs: string;
}

export interface MadePicture {
  readonly content: Uint8Array<ArrayBuffer>;
  readonly ext: WritableExt;
  readonly width: number;
  readonly height: number;
}

export type PictureAnswer = MadePicture | { readonly failure: string };
