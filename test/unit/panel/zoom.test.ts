import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pan, wholePicture, type Zoom, zoomAt } from '../../../media/studio/compare/zoom.ts';

/** Where a point of the picture is seen in the frame. */
const seen = (zoom: Zoom, at: number): number => zoom.x + at * zoom.scale;

test('what is under the mouse stays there while zooming', () => {
  const point = { x: 0.2, y: -0.1 };
  let zoom = wholePicture;
  for (const factor of [1.5, 2, 1.1]) {
    const picturePoint = (point.x - zoom.x) / zoom.scale;
    zoom = zoomAt(zoom, factor, point);
    assert.ok(Math.abs(seen(zoom, picturePoint) - point.x) < 1e-9);
  }
});

test('it ends at the whole picture and at sixteen times, and never shows what is beside it', () => {
  const far = zoomAt(wholePicture, 1000, { x: 0.5, y: 0.5 });
  assert.equal(far.scale, 16);
  const moved = pan(far, 99, -99);
  assert.deepEqual([moved.x, moved.y], [7.5, -7.5]);
  assert.deepEqual(zoomAt(moved, 1e-6, { x: 0, y: 0 }), { scale: 1, x: 0, y: 0 });
  assert.deepEqual(pan(wholePicture, 0.3, 0.3), wholePicture);
});
