"""Documents in the form of Decree 30/2020/NĐ-CP: one file a document, written as Word or PDF."""
