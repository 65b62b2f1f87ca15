import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { planEmbedding } from '../../../../src/core/assets/metadata/embed.ts';
import { stripMetadata } from '../../../../src/core/assets/metadata/strip.ts';
import { joinBytes } from '../../../../src/core/assets/probe/bytes.ts';
import { MediaProbe } from '../../../../src/core/assets/probe/mediaProbe.ts';
import { makeMp3, makePng, makeWebp } from '../../../support/fakeApi/media.ts';
import { media } from '../../../support/mediaFixtures.ts';

const facts = {
  prompt: 'a "quay" <at> dawn & 写真 \u0007',
  model: 'flux-2',
  taskId: 'n7_abc',
  parameters: '{"seed":5}',
};

const files: Readonly<Record<string, readonly Uint8Array[]>> = {
  png: [media('picture.png'), makePng({ width: 640, height: 360 })],
  jpg: [media('picture.jpg')],
  webp: [media('picture.webp'), makeWebp({ width: 33, height: 17 })],
  mp3: [media('sound.mp3'), makeMp3()],
};

/** As the saver does: a head of some KB, the rest, what follows. */
function embedded(file: Uint8Array, ext: string): Uint8Array {
  const plan = planEmbedding(file.subarray(0, 4100), ext, facts);
  assert.ok(plan, `nothing for ${ext}`);
  return joinBytes([plan.head, file.subarray(4100), plan.tail]);
}

function probed(file: Uint8Array, ext: string): unknown {
  const probe = new MediaProbe(ext);
  probe.push(file);
  return { isWhole: probe.isWhole(), ...probe.facts() };
}

for (const [ext, samples] of Object.entries(files))
  for (const [at, file] of samples.entries())
    describe(`${ext} ${at + 1}`, () => {
      const clean = stripMetadata(file, ext) ?? file;

      test('says what it was made of, and is the same picture or sound', () => {
        const changed = embedded(file, ext);
        const text = Buffer.from(changed).toString('utf8');
        const wide =
          Buffer.from(changed).toString('utf16le') + Buffer.from(changed.subarray(1)).toString('utf16le');
        assert.ok(text.includes('n7_abc') || wide.includes('n7_abc'));
        if (ext !== 'mp3') assert.match(text, /a &quot;quay&quot; &lt;at&gt; dawn &amp; 写真 {2}<\/rdf:li>/);
        assert.deepEqual(probed(changed, ext), probed(file, ext));
      });

      test('says nothing once it is stripped', () => {
        const stripped = stripMetadata(embedded(file, ext), ext);
        assert.ok(
          stripped && !Buffer.from(stripped).includes('n7_abc') && !Buffer.from(stripped).includes('xmp'),
        );
        assert.deepEqual(probed(stripped, ext), probed(clean, ext));
        // A simple WebP keeps the extended header that it got; nothing else changes.
        if (ext !== 'webp') assert.deepEqual(Buffer.from(stripped), Buffer.from(clean));
      });
    });

test('a JPEG that Exif turns stays turned; its other texts go', () => {
  const segment = (marker: number, body: Uint8Array): Uint8Array =>
    joinBytes([Uint8Array.of(0xff, marker, 0, body.length + 2), body]);
  const exif = (orientation: number): Uint8Array =>
    segment(
      0xe1,
      Buffer.from(
        `Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0${String.fromCharCode(orientation)}\0\0\0\0\0\0`,
        'latin1',
      ),
    );
  const picture = media('picture.jpg');
  const withText = (orientation: number): Uint8Array =>
    joinBytes([
      picture.subarray(0, 2),
      exif(orientation),
      segment(0xfe, Buffer.from('a comment')),
      picture.subarray(2),
    ]);
  const clean = stripMetadata(picture, 'jpg') ?? picture;
  assert.deepEqual(Buffer.from(stripMetadata(withText(1), 'jpg') ?? []), Buffer.from(clean));
  const turned = Buffer.from(stripMetadata(withText(6), 'jpg') ?? []);
  assert.ok(turned.includes('Exif') && !turned.includes('a comment'));
});

test('what is damaged or of another format is left alone', () => {
  for (const ext of ['png', 'jpg', 'webp']) {
    const [file] = files[ext] ?? [];
    assert.ok(file);
    assert.equal(stripMetadata(file.subarray(0, Math.min(100, file.length - 1)), ext)?.length ?? 0, 0, ext);
  }
  for (const ext of ['gif', 'mp4', 'constructor'])
    assert.deepEqual(
      [stripMetadata(media('movie.mp4'), ext), planEmbedding(media('movie.mp4'), ext, facts)],
      [undefined, undefined],
    );
  for (const ext of ['png', 'jpg', 'webp'])
    assert.equal(planEmbedding(media('movie.mp4'), ext, facts), undefined);
});
