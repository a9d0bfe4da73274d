'use client';
/** A painted layer of the timeline: a canvas that is redrawn when its scene changes, and nothing else. */
import { memo, useLayoutEffect, useRef } from 'react';
import type { DrawList } from '@/lib/draw/draw-list';
import type { Scene } from '@/lib/timeline/tracks/scene';
import { paintOn } from './paint';
import { useInks } from './use-inks';

interface TimelineCanvasProps {
  readonly scene: Scene;
  readonly draw: (scene: Scene) => DrawList;
  /** Lies over the layer before it and lets the pointer through. */
  readonly isAbove?: boolean;
}

export const TimelineCanvas = memo(function TimelineCanvas({ scene, draw, isAbove = false }: TimelineCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const isBlank = useRef(true);
  const inks = useInks();
  const { width, height } = scene.layout;

  useLayoutEffect(() => {
    if (!canvas.current || !inks) return;
    const list = draw(scene);
    // Painting nothing over nothing would still be a picture that the browser carries to the screen.
    if (list.length > 0 || !isBlank.current) paintOn(canvas.current, { width, height }, inks, list);
    isBlank.current = list.length === 0;
  }, [scene, draw, inks, width, height]);

  const place = isAbove ? 'pointer-events-none absolute top-0 left-0' : '';
  return <canvas ref={canvas} className={`block font-mono ${place}`} style={{ width, height }} />;
});
