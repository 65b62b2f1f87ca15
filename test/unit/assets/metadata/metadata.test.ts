import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { planEmbedding } from '../../../../src/core/assets/metadata/embed.ts';
import { publicParameters } from '../../../../src/core/assets/metadata/facts.ts';
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

test('in a JPEG with Exif the facts stand behind it, and beside no other XMP', () => {
  const segment = (text: string): Buffer =>
    Buffer.concat([Buffer.from([0xff, 0xe1, 0, text.length + 2]), Buffer.from(text, 'latin1')]);
  const [start, rest] = [media('picture.jpg').subarray(0, 2), media('picture.jpg').subarray(2)];
  const withExif = joinBytes([start, segment('Exif\0\0MM\0\x2a\0\0\0\x08\0\0\0\0\0\0'), rest]);
  const changed = Buffer.from(embedded(withExif, 'jpg'));
  assert.equal(changed.indexOf('Exif'), 6);
  assert.ok(changed.indexOf('http://ns.adobe.com/xap') > 6);
  assert.deepEqual(probed(changed, 'jpg'), probed(withExif, 'jpg'));
  const withXmp = joinBytes([start, segment('http://ns.adobe.com/xap/1.0/\0<x/>'), rest]);
  assert.equal(planEmbedding(withXmp, 'jpg', facts), undefined);
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

const latin = (text: string): Uint8Array => Uint8Array.from(text, letter => letter.charCodeAt(0));

test('a turned JPEG gives away no place, no content credentials', () => {
  const segment = (marker: number, body: string): Uint8Array =>
    joinBytes([latin(`\xff${String.fromCharCode(marker, 0, body.length + 2)}`), latin(body)]);
  // Two entries: a pointer to GPS data, and the orientation, in little endian.
  const gps = '\x25\x88\x04\0\x01\0\0\0\x26\0\0\0';
  const turn = '\x12\x01\x03\0\x01\0\0\0\x06\0\0\0';
  const exif = segment(0xe1, `Exif\0\0II\x2a\0\x08\0\0\0\x02\0${turn}${gps}\0\0\0\0LATITUDE`);
  const file = media('picture.jpg');
  const turned = joinBytes([file.subarray(0, 2), exif, segment(0xeb, 'JP c2pa claim'), file.subarray(2)]);
  const stripped = stripMetadata(turned, 'jpg') ?? turned;
  const text = String.fromCharCode(...stripped.subarray(0, 200));
  assert.ok(!text.includes('LATITUDE') && !text.includes('c2pa') && !text.includes('\x25\x88'));
  assert.ok(text.includes('Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0'));
  assert.deepEqual(probed(stripped, 'jpg'), probed(turned, 'jpg'));
  assert.deepEqual(stripMetadata(stripped, 'jpg'), stripped);
});

test('an APE tag behind the sound goes, with and without an older one behind it', () => {
  const sound = stripMetadata(media('sound.mp3'), 'mp3') ?? media('sound.mp3');
  const part = (flags: number): Uint8Array => {
    const bytes = new Uint8Array(32);
    bytes.set(latin('APETAGEX'));
    const view = new DataView(bytes.buffer);
    view.setUint32(8, 2000, true);
    view.setUint32(12, 32 + 7, true);
    view.setUint32(20, flags, true);
    return bytes;
  };
  const ape = joinBytes([part(0xa0000000), latin('a value'), part(0x80000000)]);
  const id3v1 = joinBytes([latin('TAG'), new Uint8Array(125)]);
  for (const tail of [[ape], [ape, id3v1]])
    assert.deepEqual(stripMetadata(joinBytes([sound, ...tail]), 'mp3'), sound);
});

test('addresses anywhere in a text are published without what opens them', () => {
  const text = publicParameters({
    a: ' https://user:pass@b.example/x.png?X-Amz-Signature=abc',
    b: 'as in https://b.example/x.png?sig=abc#top, and //c.example/y?sig=abc too',
    c: 'a // b, http: nothing, 3://4',
    d: 'https://u:p@ss@h.example/x?a="S https:\\\\u:p@h.example/y https:/u:p@h.example/z?k=1',
  });
  assert.deepEqual(JSON.parse(text), {
    a: ' https://b.example/x.png',
    b: 'as in https://b.example/x.png and //c.example/y too',
    c: 'a // b, http: nothing, 3://4',
    d: 'https://h.example/x https:\\\\h.example/y https:/h.example/z',
  });
});

test('parameters that are published open nothing, and stay JSON', () => {
  const signed = 'https://b.example/cup.png?X-Amz-Signature=abc#x';
  const text = publicParameters({
    ...{ prompt: '写'.repeat(9000), image_urls: [signed, 'data:image/png;base64,AAAA'] },
    lines: Array.from({ length: 10 }, () => ({ text: 'x'.repeat(2000) })),
  });
  assert.ok(text.length <= 8000);
  const read = JSON.parse(text) as { prompt: string; image_urls: string[] };
  assert.deepEqual(read.image_urls, ['https://b.example/cup.png', 'data:…']);
  assert.match(read.prompt, /^写{100}$/);
  assert.equal(publicParameters({ seed: 5, prompt: 'a {b}' }), '{"seed":5,"prompt":"a {b}"}');
});
