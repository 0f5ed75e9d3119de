declare const htm: { bind(h: any): (words: TemplateStringsArray, ...values: any[]) => any };
export default htm;
