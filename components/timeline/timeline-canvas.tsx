'use client';
/** The painted part of the timeline: a canvas that is redrawn when its scene changes, and nothing else. */
import { type RefObject, useLayoutEffect } from 'react';
import { drawTimeline } from '@/lib/timeline/draw';
import type { Scene } from '@/lib/timeline/scene';
import { paintOn } from './paint';
import { useInks } from './use-inks';

interface TimelineCanvasProps {
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly scene: Scene;
}

export function TimelineCanvas({ canvas, scene }: TimelineCanvasProps) {
  const inks = useInks();
  const { width, height } = scene.layout;

  useLayoutEffect(() => {
    if (canvas.current && inks) paintOn(canvas.current, width, height, inks, drawTimeline(scene));
  }, [canvas, scene, inks, width, height]);

  return <canvas ref={canvas} className="block font-mono" style={{ width, height }} />;
}
