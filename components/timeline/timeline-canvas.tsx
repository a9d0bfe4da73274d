'use client';
/** The painted part of the timeline: a canvas that is redrawn when its scene changes, and nothing else. */
import { type RefObject, useLayoutEffect } from 'react';
import { drawTimeline } from '@/lib/timeline/draw';
import type { Scene } from '@/lib/timeline/scene';
import { paint } from './paint';
import { useInks } from './use-inks';

interface TimelineCanvasProps {
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly scene: Scene;
}

export function TimelineCanvas({ canvas, scene }: TimelineCanvasProps) {
  const inks = useInks();
  const { width, height } = scene.layout;

  useLayoutEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || !inks) return;
    const pixelRatio = window.devicePixelRatio || 1;
    const [deviceWidth, deviceHeight] = [Math.round(width * pixelRatio), Math.round(height * pixelRatio)];
    // Setting the size clears a canvas and is slow, so only when it changed.
    if (element.width !== deviceWidth) element.width = deviceWidth;
    if (element.height !== deviceHeight) element.height = deviceHeight;
    const fontFamily = getComputedStyle(element).fontFamily;
    paint({ context, width, height, pixelRatio, inks, fontFamily }, drawTimeline(scene));
  }, [canvas, scene, inks, width, height]);

  return <canvas ref={canvas} className="block font-mono" style={{ width, height }} />;
}
