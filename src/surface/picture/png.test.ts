import { expect, test } from 'vitest';
import { pictureFont, png } from './png.ts';

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function drawing(text: string): string {
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40"><rect width="120" height="40" fill="#fff"/>' +
    `<text x="4" y="26" font-family="${pictureFont}" font-size="20">${text}</text></svg>`
  );
}

function sizeOf(picture: Uint8Array): readonly [number, number] {
  const view = new DataView(picture.buffer, picture.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
}

test('a drawing becomes a PNG of twice its size', async () => {
  const picture = await png(drawing('0.618'));
  expect([...picture.subarray(0, 8)]).toEqual(signature);
  expect(sizeOf(picture)).toEqual([240, 80]);
});

test('words are drawn without a font of the machine, and the same drawing gives the same bytes', async () => {
  const [empty, word, again] = [await png(drawing('')), await png(drawing('CHoCH')), await png(drawing('CHoCH'))];
  expect(word).not.toEqual(empty);
  expect(again).toEqual(word);
});
