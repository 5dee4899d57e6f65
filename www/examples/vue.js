// Vue 3. In a template: <wenheng-report :text="text" @analysis="…">, with compilerOptions.isCustomElement for the tag.
import { createApp, h, ref } from "vue";
import "wenheng/element";

const text = "某街道2023年工作总结\n一、矛盾化解\n全年共调处矛盾纠纷1495宗，成功化解1466宗，化解率为98.06%。";

createApp({
  setup() {
    const told = ref("");
    return () => [
      h("wenheng-report", {
        text,
        views: "report indicators checks",
        onAnalysis: ({ detail }) => (told.value = `${detail.indicators.length} 项指标`),
        onSelect: ({ detail }) => (told.value = detail ? detail.name : ""),
        onError: ({ detail }) => (told.value = detail.message),
      }),
      h("output", told.value),
    ];
  },
}).mount("#root");
