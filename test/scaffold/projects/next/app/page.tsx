export default function Page() {
  return <h1>Front page</h1>;
}
