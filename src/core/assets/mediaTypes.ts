/** A kind of file that results may be. */
export interface MediaType {
  readonly mime: string;
  /** Without the dot. */
  readonly ext: string;
  /** Other extensions that mean the same, left alone where a person chose one. */
  readonly also: readonly string[];
}

const pngType: MediaType = { mime: 'image/png', ext: 'png', also: ['apng'] };
const oggType: MediaType = { mime: 'audio/ogg', ext: 'ogg', also: ['oga', 'opus'] };
const m4aType: MediaType = { mime: 'audio/mp4', ext: 'm4a', also: ['mp4', 'm4b'] };
const mp4Type: MediaType = { mime: 'video/mp4', ext: 'mp4', also: ['m4v'] };

/**
 * By the names that sniffers give. Nothing else is ever stored: SVG, HTML and JSON can carry script or are an error
 * page in disguise, and everything unknown might be a program.
 */
const mediaTypes: ReadonlyMap<string, MediaType> = new Map<string, MediaType>([
  ['image/png', pngType],
  ['image/apng', pngType],
  ['image/jpeg', { mime: 'image/jpeg', ext: 'jpg', also: ['jpeg', 'jpe', 'jfif'] }],
  ['image/webp', { mime: 'image/webp', ext: 'webp', also: [] }],
  ['image/gif', { mime: 'image/gif', ext: 'gif', also: [] }],
  ['image/avif', { mime: 'image/avif', ext: 'avif', also: [] }],
  ['video/mp4', mp4Type],
  ['video/x-m4v', mp4Type],
  ['video/quicktime', { mime: 'video/quicktime', ext: 'mov', also: ['qt'] }],
  ['video/webm', { mime: 'video/webm', ext: 'webm', also: [] }],
  ['audio/mpeg', { mime: 'audio/mpeg', ext: 'mp3', also: [] }],
  ['audio/wav', { mime: 'audio/wav', ext: 'wav', also: ['wave'] }],
  ['audio/ogg', oggType],
  ['audio/ogg; codecs=opus', oggType],
  ['audio/flac', { mime: 'audio/flac', ext: 'flac', also: [] }],
  ['audio/x-m4a', m4aType],
  ['audio/mp4', m4aType],
  ['audio/aac', { mime: 'audio/aac', ext: 'aac', also: [] }],
]);

/** The media type that a sniffer's name stands for; undefined for everything that is not stored. */
export function mediaTypeOf(mime: string): MediaType | undefined {
  return mediaTypes.get(mime);
}

/** Endings that promise media: taken off names, because the content decides. Anything else after a dot is part of the name. */
const mediaExtensions: ReadonlySet<string> = new Set([
  ...[...mediaTypes.values()].flatMap(type => [type.ext, ...type.also]),
  ...[
    'svg',
    'bmp',
    'tif',
    'tiff',
    'ico',
    'heic',
    'heif',
    'jxl',
    'avi',
    'mkv',
    'ogv',
    'mpg',
    'mpeg',
    'aif',
    'aiff',
  ],
]);

/** A file name in its two parts; `ext` is empty where the name does not end like a media file. */
export function splitMediaName(name: string): { base: string; ext: string } {
  const dot = name.lastIndexOf('.');
  const ext = dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
  return mediaExtensions.has(ext)
    ? { base: name.slice(0, dot), ext: name.slice(dot + 1) }
    : { base: name, ext: '' };
}

/** The extension for content of `type` under a name that a person gave: theirs where it is true, else the type's. */
export function extensionFor(type: MediaType, wished: string): string {
  const lower = wished.toLowerCase();
  return lower === type.ext || type.also.includes(lower) ? wished : type.ext;
}

/** What is wrong with content that is no media, for the log; the content itself is not repeated. */
export function describeForeign(head: Uint8Array, mime: string | undefined): string {
  if (mime !== undefined) return `the result is ${mime}, which is not stored`;
  const first = String.fromCharCode(...head.subarray(0, 64))
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();
  if (first.startsWith('<')) return 'the result is a web page or other markup, not media';
  if (first.startsWith('{') || first.startsWith('[')) return 'the result is JSON, not media';
  return 'the result is of no known media type';
}
