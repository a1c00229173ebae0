extension ReportPage {
  /// The page's style sheet. Colours are named once a theme; the browser's preference chooses.
  static let style = """
    :root {
      --ground: #fbfaf8; --card: #ffffff; --ink: #1f2328; --faint: #667079; --line: #dcdfe3;
      --good: #2f7d4f; --bad: #b3312c; --wait: #9a6700; --plain: #8a929a; --critical: #7a3fb0;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --ground: #14171a; --card: #1c2024; --ink: #e3e6e9; --faint: #98a1a9; --line: #343a40;
        --good: #57b97f; --bad: #f0776f; --wait: #dfb04b; --plain: #77808a; --critical: #b98ae8;
      }
    }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--ground); color: var(--ink); font: 14px/1.45 system-ui, sans-serif; }
    header, main { max-width: 1500px; margin: 0 auto; padding: 16px 24px; }
    h1 { font-size: 24px; margin: 8px 0 0; }
    h2 { font-size: 17px; margin: 0; display: inline; }
    small { color: var(--faint); font-weight: normal; }
    header p { margin: 4px 0 12px; color: var(--faint); }
    dl { display: flex; flex-wrap: wrap; gap: 8px 32px; margin: 0; }
    dt { color: var(--faint); font-size: 12px; }
    dd { margin: 0; font-size: 16px; }
    section { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 14px 18px;
      margin: 0 0 16px; }
    summary { cursor: pointer; }
    .tag { border: 1px solid currentColor; border-radius: 10px; padding: 0 8px; font-size: 12px; font-weight: 600;
      white-space: nowrap; vertical-align: middle; }
    .tag.good { color: var(--good); } .tag.bad { color: var(--bad); }
    .tag.wait { color: var(--wait); } .tag.plain { color: var(--plain); }
    .path { color: var(--faint); margin: 6px 0 12px; }
    .path b { color: var(--critical); }
    .row { display: grid; grid-template-columns: minmax(120px, 340px) 68px 1fr; align-items: center; height: 20px; }
    .name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .critical .name { color: var(--critical); font-weight: 600; }
    .took { text-align: right; padding-right: 10px; color: var(--faint); font-variant-numeric: tabular-nums;
      white-space: nowrap; }
    .track { position: relative; height: 100%; border-left: 1px solid var(--line); border-right: 1px solid var(--line); }
    .track i { position: absolute; top: 4px; height: 12px; min-width: 2px; border-radius: 2px; background: var(--plain); }
    .track i.good { background: var(--good); } .track i.bad { background: var(--bad); }
    .track i.wait { background: var(--wait); }
    .critical .track i.good { background: var(--critical); }
    .axis .track { border-color: transparent; }
    .axis .track span { position: absolute; transform: translateX(-50%); color: var(--faint); font-size: 12px;
      white-space: nowrap; }
    .axis .track span:first-child { transform: none; } .axis .track span:last-child { transform: translateX(-100%); }
    .scroll { overflow-x: auto; margin-top: 10px; }
    .legend { margin: 6px 0 0; color: var(--faint); }
    .legend span { margin-right: 14px; }
    .legend span::before { content: ""; display: inline-block; width: 10px; height: 10px; margin-right: 5px;
      border-radius: 3px; background: currentColor; }
    .legend .good { color: var(--good); } .legend .bad { color: var(--bad); }
    .legend .wait { color: var(--wait); } .legend .plain { color: var(--plain); }
    svg text { fill: var(--ink); font: 12px system-ui, sans-serif; }
    svg .module { fill: var(--faint); font-size: 10px; }
    .node rect { fill: var(--card); stroke: var(--plain); stroke-width: 1.2; }
    .node.good rect { stroke: var(--good); } .node.bad rect { stroke: var(--bad); stroke-width: 2; }
    .node.wait rect { stroke: var(--wait); } .node.plain rect { stroke-dasharray: 4 3; }
    .node.critical rect { stroke-width: 2.4; }
    .edge { fill: none; stroke: var(--line); stroke-width: 1.2; }
    .edge.critical { stroke: var(--critical); stroke-width: 2.2; }
    table { border-collapse: collapse; width: 100%; }
    th, td { text-align: left; padding: 4px 14px 4px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
    th { color: var(--faint); font-weight: normal; font-size: 12px; }
    td { overflow-wrap: anywhere; }
    .failures pre { white-space: pre-wrap; color: var(--bad); margin: 4px 0 10px; font: 13px/1.4 ui-monospace, monospace; }
    @media print { section { break-inside: avoid-page; } }
    """
}
