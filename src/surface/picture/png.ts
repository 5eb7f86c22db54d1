import { readFile } from 'node:fs/promises';
import { Resvg, initWasm } from '@resvg/resvg-wasm';

/** The family that pictures are set in; it comes with us, because a small server has no fonts at all. */
export const pictureFont = 'IBM Plex Sans';

const letters = [
  import.meta.resolve('@expo-google-fonts/ibm-plex-sans/400Regular/IBMPlexSans_400Regular.ttf'),
  import.meta.resolve('@expo-google-fonts/ibm-plex-sans/600SemiBold/IBMPlexSans_600SemiBold.ttf'),
];
let engine: Promise<readonly Uint8Array[]> | undefined;

/** The drawing as a PNG, `zoom` pixels for each of its units; the same bytes on every machine. */
export async function png(svg: string, zoom = 2): Promise<Uint8Array> {
  engine ??= load();
  const fontBuffers = [...(await engine)];
  const drawn = new Resvg(svg, {
    font: { fontBuffers, defaultFontFamily: pictureFont },
    fitTo: { mode: 'zoom', value: zoom },
  }).render();
  try {
    return drawn.asPng();
  } finally {
    drawn.free();
  }
}

/** Read at the first picture only: a night without one never pays for it. */
async function load(): Promise<readonly Uint8Array[]> {
  await initWasm(readFile(new URL(import.meta.resolve('@resvg/resvg-wasm/index_bg.wasm'))));
  return Promise.all(letters.map((file) => readFile(new URL(file))));
}
