// Takes of @cantoo/pdf-lib only what the scripts use: reading and writing the structure of a PDF.
// The package does not say that its modules have no side effects, so the bundler would keep all of
// it (250 KB packed instead of 40); and the metrics of the standard fonts, for setting text, which
// nothing here does, are left empty.
const PACKAGE = "@cantoo/pdf-lib";
const resolving = Symbol("resolving");

export const pdfParts = {
  name: "pdf-parts",
  setup(build) {
    build.onResolve({ filter: /./ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
      if (pluginData === resolving) return undefined;
      if (!path.startsWith(PACKAGE) && !importer.includes(`/${PACKAGE}/`)) return undefined;
      const found = await build.resolve(path, { resolveDir, importer, kind, pluginData: resolving });
      return { ...found, pluginData: undefined, sideEffects: false };
    });
    build.onLoad({ filter: /standard-fonts\/(Courier|Helvetica|Symbol|Times|Zapf).*\.json$/ }, () => ({
      contents: '""',
      loader: "json",
    }));
  },
};
