/** How far pictures are zoomed and where they are moved, for all of them at once. Pure. */

export interface Zoom {
  /** 1: the whole picture fits. */
  readonly scale: number;
  /** Where the picture's middle lies, in widths and heights of the frame; 0 is the middle. */
  readonly x: number;
  readonly y: number;
}

export const wholePicture: Zoom = { scale: 1, x: 0, y: 0 };
const largest = 16;

const clamp = (value: number, limit: number): number => Math.min(limit, Math.max(-limit, value));

/** No farther than to where the picture's edge reaches the frame's. */
function within({ scale, x, y }: Zoom): Zoom {
  const limit = (scale - 1) / 2;
  // Plus zero: there is no need for a minus zero.
  return { scale, x: clamp(x, limit) + 0, y: clamp(y, limit) + 0 };
}

/** Zooms by `factor` around a point of the frame, from -0.5 to 0.5 on both axes: what is there stays there. */
export function zoomAt(zoom: Zoom, factor: number, point: { readonly x: number; readonly y: number }): Zoom {
  const scale = Math.min(largest, Math.max(1, zoom.scale * factor));
  const ratio = scale / zoom.scale;
  return within({
    scale,
    x: point.x - (point.x - zoom.x) * ratio,
    y: point.y - (point.y - zoom.y) * ratio,
  });
}

/** Moves by parts of the frame. */
export function pan(zoom: Zoom, dx: number, dy: number): Zoom {
  return within({ ...zoom, x: zoom.x + dx, y: zoom.y + dy });
}
