/**
 * What is taken of the recognizers: everything that they find in Chinese text and that an indicator has, too. Bundled
 * for the browser by `cargo xtask bench`.
 */
export {
  recognizeAge, recognizeCurrency, recognizeDateTime, recognizeDimension, recognizePercentage, recognizeTemperature,
} from "@microsoft/recognizers-text-suite";
