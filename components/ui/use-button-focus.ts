'use client';
/** Of what opens at a button and lets the rest of the page be used: a press on the button is no press outside. */
import { type RefObject, useRef } from 'react';

export function useButtonFocus(button: RefObject<HTMLButtonElement | null>) {
  const isLeft = useRef(false);
  return {
    onInteractOutside: (event: Event) => {
      // The button closes it by itself.
      if (event.target instanceof Node && button.current?.contains(event.target)) event.preventDefault();
      else isLeft.current = true;
    },
    /** The focus goes back, unless something else on the page was pressed. */
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault();
      if (!isLeft.current) button.current?.focus();
      isLeft.current = false;
    },
  };
}
