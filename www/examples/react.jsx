// React 19 and later: properties and events of a custom element are its own, `onanalysis` listens to `analysis`.
import { useState } from "react";
import { createRoot } from "react-dom/client";
import "wenheng/element";

function Report({ text }) {
  const [told, tell] = useState("");
  return (
    <>
      <wenheng-report
        text={text}
        views="report indicators checks"
        onanalysis={({ detail }) => tell(`${detail.indicators.length} 项指标`)}
        onselect={({ detail }) => tell(detail ? detail.name : "")}
        onerror={({ detail }) => tell(detail.message)}
      />
      <output>{told}</output>
    </>
  );
}

createRoot(document.getElementById("root")).render(<Report text={"某街道2023年工作总结\n一、矛盾化解\n全年共调处矛盾纠纷1495宗，成功化解1466宗，化解率为98.06%。"} />);
