// No editor is bundled here: `codegen docs --build DIR` puts one in the place of this file.
