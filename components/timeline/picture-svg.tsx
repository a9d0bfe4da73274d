/** A picture that lib decided as draw commands, as SVG in the colours of the theme: sharp at every size. */
import { type Inks, inkNames, type Picture } from '@/lib/draw/draw-list';
import { svgOf } from '@/lib/draw/svg';

interface PictureSvgProps {
  readonly picture: Picture;
  /** The picture in words, for those who do not see it. */
  readonly label: string;
  /** Names the region that scrolls where the picture is wider than its place. */
  readonly name: string;
}

/** The browser looks them up, so the picture follows the theme by itself. */
const inks = Object.fromEntries(inkNames.map((name) => [name, `var(--color-${name})`])) as Inks;

export function PictureSvg({ picture, label, name }: PictureSvgProps) {
  return (
    <section
      aria-label={name}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="overflow-x-auto rounded-6 border border-line bg-raised [&_svg]:block"
    >
      <div
        role="img"
        aria-label={label}
        // biome-ignore lint/security/noDangerouslySetInnerHtml: the markup is ours, and the text in it is escaped
        dangerouslySetInnerHTML={{ __html: svgOf(picture, inks) }}
      />
    </section>
  );
}
