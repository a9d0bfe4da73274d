export default function NewTestPage() {
  return <main id="main">New test</main>;
}
