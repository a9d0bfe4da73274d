/**
 * Thousands of boxes of one colour on a canvas. One after another they take longer than all else that a timeline shows;
 * here they become the pixels of one picture, which is laid over what is there.
 */
/** Fewer are painted sooner than a picture of the whole canvas is laid. */
export const manyBoxes = 10_000;

/** Filled and laid within one call; made anew only when the size changes. */
let layer: { readonly canvas: HTMLCanvasElement; readonly image: ImageData; readonly pixels: Uint32Array } | undefined;

/** @param boxes x, y, width and height of each in CSS pixels, one after another; at their edges they are whole pixels */
export function paintBoxes(
  context: CanvasRenderingContext2D,
  pixelRatio: number,
  colour: string,
  boxes: Float32Array,
): void {
  const { width, height } = context.canvas;
  if (width === 0 || height === 0) return;
  const { canvas, image, pixels } = layerOf(width, height);
  const pixel = pixelOf(colour);
  pixels.fill(0);
  for (let at = 0; at < boxes.length; at += 4) {
    const [x, y] = [(boxes[at] as number) * pixelRatio, (boxes[at + 1] as number) * pixelRatio];
    const left = Math.max(0, Math.round(x));
    const right = Math.min(width, Math.max(left + 1, Math.round(x + (boxes[at + 2] as number) * pixelRatio)));
    const first = Math.max(0, Math.round(y));
    const end = Math.min(height, Math.round(y + (boxes[at + 3] as number) * pixelRatio));
    // Most are so narrow that a call to fill them would take longer.
    for (let row = first; row < end; row++) {
      for (let place = row * width + left; place < row * width + right; place++) pixels[place] = pixel;
    }
  }
  canvas.getContext('2d', { willReadFrequently: true })?.putImageData(image, 0, 0);
  context.save();
  context.resetTransform();
  context.drawImage(canvas, 0, 0);
  context.restore();
}

function layerOf(width: number, height: number) {
  if (layer?.image.width === width && layer.image.height === height) return layer;
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  const image = new ImageData(width, height);
  layer = { canvas, image, pixels: new Uint32Array(image.data.buffer) };
  return layer;
}

const knownPixels = new Map<string, number>();

/** As it stands in the memory of a picture, whatever the order of bytes on this machine. */
function pixelOf(colour: string): number {
  const known = knownPixels.get(colour);
  if (known !== undefined) return known;
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [1, 1];
  const context = canvas.getContext('2d');
  if (!context) return 0;
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const pixel = new Uint32Array(context.getImageData(0, 0, 1, 1).data.buffer)[0] ?? 0;
  knownPixels.set(colour, pixel);
  return pixel;
}
