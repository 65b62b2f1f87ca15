/** Wherever somebody may have written where a picture was taken: after stripping it stands there no more. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import { stripMetadata } from '../../../../src/core/assets/metadata/strip.ts';

const secret = 'SECRET-41.4N-2.1E';
const join = (...parts: readonly (Uint8Array | string)[]): Buffer =>
  Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));

const number = (value: number, length: number): Buffer => {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntBE(value, 0, length);
  return bytes;
};
const little = (value: number): Buffer => number(value, 4).reverse() as Buffer;

const segment = (marker: number, ...body: readonly (Uint8Array | string)[]): Buffer => {
  const whole = join(...body);
  return join(Buffer.from([0xff, marker]), number(whole.length + 2, 2), whole);
};
const jfif = segment(0xe0, 'JFIF\0\x01\x01\0\0\x01\0\x01\0\0');
const colours = segment(0xe2, 'ICC_PROFILE\0\x01\x01profile');
const adobe = segment(0xee, 'Adobe\0\x64\0\0\0\0\x01');
const tables = join(segment(0xdb, Buffer.alloc(65, 1)), segment(0xc0, '\x08\0\x01\0\x01\x01\x01\x11\0'));
const scan = join(segment(0xda, '\x01\x01\0\0\x3f\0'), '\x12\xff\0\x34\xff\xd0\x56');
const end = '\xff\xd9';
interface Extra {
  readonly before?: Uint8Array;
  readonly between?: Uint8Array;
  readonly behind?: Uint8Array;
}
const jpeg = ({ before, between, behind }: Extra): Buffer =>
  join('\xff\xd8', jfif, before ?? '', colours, adobe, tables, scan, between ?? '', scan, end, behind ?? '');
const exif = segment(0xe1, 'Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0', secret);

const chunk = (name: string, ...body: readonly (Uint8Array | string)[]): Buffer => {
  const data = join(name, ...body);
  return join(number(data.length - 4, 4), data, number(crc32(data), 4));
};
const png = ({ before, behind }: Extra): Buffer =>
  join(
    '\x89PNG\r\n\x1a\n',
    ...[
      chunk('IHDR', '\0\0\0\x01\0\0\0\x01\x08\0\0\0\0'),
      before ?? '',
      chunk('pHYs', '\0\0\x0b\x13\0\0\x0b\x13\x01'),
    ],
    ...[chunk('IDAT', deflateSync(Buffer.alloc(2))), chunk('IEND'), behind ?? ''],
  );

const piece = (name: string, body: string | Uint8Array): Buffer => {
  const data = join(body);
  return join(name, little(data.length), data, Buffer.alloc(data.length % 2));
};
const webp = ({ before, behind }: Extra): Buffer => {
  const body = join(
    'WEBP',
    piece('VP8X', Buffer.alloc(10)),
    before ?? '',
    piece('VP8 ', Buffer.alloc(20, 7)),
  );
  return join('RIFF', little(body.length), body, behind ?? '');
};

const frame = join('\xff\xfb\x90\0', Buffer.alloc(413, 5));
const safe = (value: number): Buffer => Buffer.from([21, 14, 7, 0].map(shift => (value >>> shift) & 127));
const id3 = (flags = 0): Buffer => join('ID3\x04\0', Buffer.from([flags]), safe(secret.length), secret);
const id3Footer = join('3DI\x04\0\x10', safe(secret.length));
const v1 = join('TAG', secret, Buffer.alloc(125 - secret.length));
const apeBlock = (flags: number): Buffer =>
  join('APETAGEX\xd0\x07\0\0', little(32 + secret.length), little(1), little(flags), Buffer.alloc(8));
const ape = join(apeBlock(0xa0000000), secret, apeBlock(0x80000000));
const mp3 = ({ before, behind }: Extra): Buffer => join(before ?? '', frame, frame, behind ?? '');

const applications = [
  0xe0, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xea, 0xeb, 0xec, 0xed, 0xee, 0xef,
];
const cases: Readonly<
  Record<string, readonly [make: (extra: Extra) => Buffer, Readonly<Record<string, Extra>>]>
> = {
  jpg: [
    jpeg,
    {
      exif: { before: exif },
      'a filler before it': { before: join('\xff\xff', exif) },
      'more XMP': { before: segment(0xe1, 'http://ns.adobe.com/xmp/extension/\0', secret) },
      ...Object.fromEntries(
        applications.map(marker => [`APP${marker - 0xe0}`, { before: segment(marker, 'Meta\0', secret) }]),
      ),
      'a thumbnail of JFIF': { before: segment(0xe0, 'JFXX\0\x10', secret) },
      'other pictures announced, and behind': {
        before: segment(0xe2, 'MPF\0', secret),
        behind: jpeg({ before: exif }),
      },
      'a film behind': { behind: join('\0\0\0\x18ftypmp42', secret) },
      'a comment between scans': { between: segment(0xfe, secret) },
      'Exif between scans': { between: exif },
    },
  ],
  png: [
    png,
    {
      ...Object.fromEntries(
        ['tEXt', 'zTXt', 'iTXt', 'eXIf', 'zxIf', 'meTa', 'caBX', 'prVW', 'mkBT', 'dSIG', 'tIME'].map(name => [
          name,
          { before: chunk(name, secret) },
        ]),
      ),
      'behind its end': { behind: join(secret) },
    },
  ],
  webp: [
    webp,
    {
      ...Object.fromEntries(
        ['EXIF', 'XMP ', 'C2PA', 'META', 'exif'].map(name => [name, { before: piece(name, secret) }]),
      ),
      'behind its end': { behind: piece('JUNK', secret) },
    },
  ],
  mp3: [
    mp3,
    {
      'ID3, twice': { before: join(id3(), id3()) },
      'ID3 with a footer': { before: join(id3(0x10), id3Footer) },
      'ID3 at the end': { behind: join(id3(0x10), id3Footer) },
      'the old tag': { behind: v1 },
      'the old tag, extended': { behind: join('TAG+', secret, Buffer.alloc(223 - secret.length), v1) },
      'APE at the beginning': { before: ape },
      lyrics: {
        behind: join(
          'LYRICSBEGININD00002',
          secret,
          String(19 + secret.length).padStart(6, '0'),
          'LYRICS200',
          v1,
        ),
      },
      'old lyrics': { behind: join('LYRICSBEGIN', secret, 'LYRICSEND', v1) },
    },
  ],
};

for (const [ext, [make, extras]] of Object.entries(cases))
  describe(ext, () => {
    const clean = Buffer.from(stripMetadata(make({}), ext) ?? []);

    test('what it is drawn or played from stays byte for byte', () => {
      assert.deepEqual(clean, make({}));
    });

    for (const [title, extra] of Object.entries(extras))
      test(title, () => {
        const file = make(extra);
        assert.ok(file.includes(secret));
        assert.deepEqual(Buffer.from(stripMetadata(file, ext) ?? []), clean);
      });
  });

test('a picture without its end is stripped, too; one without pixels is none', () => {
  const whole = jpeg({ before: exif });
  const stripped = stripMetadata(whole.subarray(0, -2), 'jpg');
  assert.ok(stripped && !Buffer.from(stripped).includes(secret));
  assert.equal(stripMetadata(join('\xff\xd8', jfif, tables), 'jpg'), undefined);
});
