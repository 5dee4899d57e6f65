#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| (wenheng_tests::laws::law("checks").holds)(data));
