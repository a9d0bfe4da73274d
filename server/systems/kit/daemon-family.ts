/** Whom a signal to a process has to reach, beside the process itself. */

/**
 * $1 a process: `family` becomes it and all that it started, and those started. PostgreSQL answers its clients from children
 * that live on when it stands still or is gone, and hold its memory against its successor. Without /proc it is itself alone.
 */
export const familyOf = `
family_of() {
  family=$1 parents=$1
  while [ -n "$parents" ]; do
    children=
    for stat in /proc/[0-9]*/stat; do
      { read -r line < "$stat"; } 2>/dev/null || continue
      rest=\${line##*) } && rest=\${rest#* }
      case " $parents " in *" \${rest%% *} "*) children="$children \${line%% *}" ;; esac
    done
    family="$family$children" parents=$children
  done
}`;
