/** CRC-32 as PNG, gzip and zip have it. */
let table: Uint32Array | undefined;

function makeTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c;
  });
}

/** Goes on from `crc`, or begins: so that long data can be worked through in pieces. */
export function crc32(bytes: Uint8Array, crc = 0): number {
  table ??= makeTable();
  let value = ~crc;
  for (const byte of bytes) value = (table[(value ^ byte) & 255] as number) ^ (value >>> 8);
  return ~value >>> 0;
}
