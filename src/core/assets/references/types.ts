/** A place in a document that names a local media file. */
export interface MediaReference {
  /** Offsets of the address as it is written. */
  readonly start: number;
  readonly end: number;
  /** The address decoded, without query and fragment. */
  readonly path: string;
  /** An import: a bare name is a package's. */
  readonly isModule: boolean;
  /** Where it stands, if a bare path starts from elsewhere there. */
  readonly within?: 'style' | 'frontMatter' | undefined;
  readonly media: 'image' | 'video' | 'audio';
  /** What is to be seen, in the document's words. */
  readonly alt?: string | undefined;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

/** Where an address stands in the text, before anybody has looked at what it is. */
export interface RawReference extends Omit<MediaReference, 'path' | 'media' | 'end'> {
  /** As written. */
  readonly raw: string;
}
