export default function RunsPage() {
  return <main>Clew</main>;
}
