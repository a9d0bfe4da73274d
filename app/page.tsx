export default function RunsPage() {
  return <main id="main">Runs</main>;
}
