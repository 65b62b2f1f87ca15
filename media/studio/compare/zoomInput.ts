/** Zooming and moving by wheel, by dragging and by keys. */
import { whileDragged } from '../press.ts';
import { pan, wholePicture, type Zoom, zoomAt } from './zoom.ts';

const wheelStep = 1.0015;
const keyFactor = 1.25;
const keyMove = 0.1;

export interface ZoomTarget {
  get(): Zoom;
  set(zoom: Zoom): void;
  /** The dragging is meant for something else that begins here. */
  isTaken(e: PointerEvent): boolean;
}

/** What a key does to the zoom; undefined where it does nothing. */
export function zoomByKey(zoom: Zoom, key: string): Zoom | undefined {
  const centre = { x: 0, y: 0 };
  const keys: Readonly<Record<string, () => Zoom>> = {
    '+': () => zoomAt(zoom, keyFactor, centre),
    '=': () => zoomAt(zoom, keyFactor, centre),
    '-': () => zoomAt(zoom, 1 / keyFactor, centre),
    '0': () => wholePicture,
    ArrowLeft: () => pan(zoom, keyMove, 0),
    ArrowRight: () => pan(zoom, -keyMove, 0),
    ArrowUp: () => pan(zoom, 0, keyMove),
    ArrowDown: () => pan(zoom, 0, -keyMove),
  };
  return Object.hasOwn(keys, key) ? keys[key]?.() : undefined;
}

/** Where in its frame an event is: from -0.5 to 0.5. */
function pointIn(frame: Element, e: { clientX: number; clientY: number }): { x: number; y: number } {
  const box = frame.getBoundingClientRect();
  return { x: (e.clientX - box.left) / box.width - 0.5, y: (e.clientY - box.top) / box.height - 0.5 };
}

/** Listens on the stage; events count in the frame that they happen in. */
export function watchZoomInput(stage: HTMLElement, target: ZoomTarget): void {
  const frameOf = (e: Event): Element | null =>
    e.target instanceof Element ? e.target.closest('.compare-frame') : null;
  stage.addEventListener(
    'wheel',
    e => {
      const frame = frameOf(e);
      if (frame === null) return;
      e.preventDefault();
      target.set(zoomAt(target.get(), wheelStep ** -e.deltaY, pointIn(frame, e)));
    },
    { passive: false },
  );
  stage.addEventListener('pointerdown', e => {
    const frame = frameOf(e);
    if (frame === null || e.button !== 0 || target.isTaken(e)) return;
    let last = pointIn(frame, e);
    stage.setPointerCapture(e.pointerId);
    const move = (event: PointerEvent): void => {
      const next = pointIn(frame, event);
      target.set(pan(target.get(), next.x - last.x, next.y - last.y));
      last = next;
    };
    whileDragged(stage, move);
  });
  stage.addEventListener('keydown', e => {
    if (e.target !== stage || e.ctrlKey || e.metaKey || e.altKey) return;
    const next = zoomByKey(target.get(), e.key);
    if (next === undefined) return;
    e.preventDefault();
    target.set(next);
  });
}
