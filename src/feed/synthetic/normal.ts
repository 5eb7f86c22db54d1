import type { Rng } from '../../runtime/ports.ts';

/** Half of the bell in 128 layers of equal area; `edge` is where the tail begins, `area` that of each, the tail's included. */
const bell = { layers: 128, edge: 3.442619855899, area: 9.91256303526217e-3 } as const;
const height = (x: number): number => Math.exp((-x * x) / 2);
const widths: Float64Array = layers();
const heights: Float64Array = widths.map(height);

/** From the bottom, which is as wide as its area asks for, tail and all, to the top of the bell. */
function layers(): Float64Array {
  const edges = new Float64Array(bell.layers + 1);
  let x: number = bell.edge;
  edges[0] = bell.area / height(x);
  for (let n = 1; n < bell.layers; n += 1) {
    edges[n] = x;
    x = Math.sqrt(-2 * Math.log(Math.min(1, bell.area / x + height(x))));
  }
  return edges;
}

/**
 * Standard normal numbers, by the ziggurat of Marsaglia and Tsang (2000): of a hundred, 98 cost one draw and one product. The
 * layer and the place in it are of different bits of the draw.
 */
export function normals(luck: Rng): () => number {
  const { next } = luck;
  return () => {
    for (;;) {
      const bits = (next() * 2 ** 32) >>> 0;
      const layer = bits & (bell.layers - 1);
      const x = ((bits >>> 7) / 2 ** 24 - 1) * (widths[layer] ?? 0);
      const above = widths[layer + 1] ?? 0;
      if (x < above && x > -above) return x;
      if (layer === 0) return x < 0 ? -beyond(luck) : beyond(luck);
      const [low, high] = [heights[layer] ?? 0, heights[layer + 1] ?? 0];
      if (low + next() * (high - low) < height(x)) return x;
    }
  };
}

/** A number beyond the edge, as the tail has them. */
function beyond({ next }: Rng): number {
  for (;;) {
    const x = -Math.log(1 - next()) / bell.edge;
    if (-2 * Math.log(1 - next()) > x * x) return bell.edge + x;
  }
}
