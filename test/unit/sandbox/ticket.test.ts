import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sizeOf } from '../../../src/core/sandbox/takeOrder.ts';
import { readTicket, shortenWords, type Ticket, writeTicket } from '../../../src/core/sandbox/ticket.ts';

const ticket: Ticket = {
  endpoint: 'images',
  product: 'image',
  fate: 'gone',
  format: 'jpeg',
  width: 1024,
  height: 576,
  count: 6,
  createdAt: Date.UTC(2026, 6, 3, 4, 5, 6, 789),
  seed: 0xfedcba98,
  nonce: 0xabcd,
  credits: 12.5,
  model: 'grok-imagine/text-to-image',
  lines: Uint8Array.of(3, 200),
  words: 'Una montaña al amanecer',
};

describe('the ticket in a task id', () => {
  test('all of it comes back', () => {
    assert.deepEqual(readTicket(writeTicket(ticket)), ticket);
  });

  test('ids are safe in paths and never longer than 128 signs', () => {
    for (const words of ['', 'long words '.repeat(500), '漢字'.repeat(99), '🎉'.repeat(60), '\ud800 half']) {
      const id = writeTicket({ ...ticket, words, model: 'm'.repeat(200), lines: new Uint8Array(90) });
      assert.match(id, /^[\w-]{1,128}$/);
      const back = readTicket(id);
      assert.ok(back !== undefined && words.toWellFormed().startsWith(back.words.replace(/…$/, '')), words);
    }
  });

  test('words are cut between words and marked', () => {
    assert.equal(shortenWords('one two  three', 14), 'one two three');
    assert.equal(shortenWords('one two, three', 12), 'one two…');
    assert.equal(shortenWords('áéíóú', 9), 'áéí…');
  });

  test('an id with a changed sign, or of somebody else, is unknown', () => {
    const id = writeTicket(ticket);
    for (let i = 8; i < id.length; i++) {
      const changed = `${id.slice(0, i)}${id[i] === 'x' ? 'y' : 'x'}${id.slice(i + 1)}`;
      const back = readTicket(changed);
      // The last sign holds bits that no byte uses.
      if (i < id.length - 1) assert.equal(back, undefined, `${i}`);
    }
    for (const other of ['n41xxxx_flux2', '', 'sandbox_', `sandbox_${'A'.repeat(60)}`, '00000000-0000'])
      assert.equal(readTicket(other), undefined);
  });
});

describe('aspect ratios', () => {
  test('every ratio of the service is met exactly, near 1024 and in multiples of 16', () => {
    const ratios = ['1:1', '4:3', '3:4', '16:9', '9:16', '3:2', '2:3', '21:9', '9:21'];
    const sizes = ratios.map(ratio => sizeOf(ratio, '1:1'));
    assert.deepEqual(
      sizes.map(s => `${s.width}x${s.height}`),
      [
        '1024x1024',
        '1024x768',
        '768x1024',
        '1024x576',
        '576x1024',
        '1008x672',
        '672x1008',
        '1008x432',
        '432x1008',
      ],
    );
  });

  test('pixels are read as a ratio; nonsense and extremes fall back', () => {
    assert.deepEqual(sizeOf('1920x1080', '1:1'), { width: 1024, height: 576 });
    assert.deepEqual(sizeOf('1000:999', '1:1'), { width: 1024, height: 1024 });
    for (const odd of ['auto', '', '0:0', '1:99', '16:', 'a:b'])
      assert.deepEqual(sizeOf(odd, '16:9'), { width: 1024, height: 576 }, odd);
  });
});
