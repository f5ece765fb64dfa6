package dev.agon.policy.decoder;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs the text of a TorchScript class into the archive that libtorch loads, without Python: a zip of stored entries
 * with the code, a pickled instance that has no weights, and an empty table of constants.
 */
final class TorchScriptArchive {
    private static final int PICKLE_PROTOCOL = 2;
    /** What the names of operators in the text mean: that of PyTorch 2.0 and newer. */
    private static final String OPERATORS_VERSION = "10\n";

    private TorchScriptArchive() {}

    /**
     * The archive of one class.
     *
     * @param className the class's name in the text, without module prefix
     * @param code the text, one class with an attribute {@code training : bool}
     */
    static byte[] pack(String className, String code) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            store(zip, "program/data.pkl", instance(className));
            store(zip, "program/code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
            store(zip, "program/constants.pkl", new byte[] {(byte) 0x80, PICKLE_PROTOCOL, ')', '.'});
            store(zip, "program/version", OPERATORS_VERSION.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Pickle of {@code className} with the state {@code {"training": False}}. */
    private static byte[] instance(String className) throws IOException {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.write(new byte[] {(byte) 0x80, PICKLE_PROTOCOL});
        pickle.write(("c__torch__\n" + className + "\n").getBytes(StandardCharsets.US_ASCII)); // GLOBAL
        pickle.write(new byte[] {')', (byte) 0x81}); // EMPTY_TUPLE, NEWOBJ
        pickle.write(new byte[] {'}', '(', 'X', 8, 0, 0, 0}); // EMPTY_DICT, MARK, BINUNICODE of 8 bytes
        pickle.write("training".getBytes(StandardCharsets.US_ASCII));
        pickle.write(new byte[] {(byte) 0x89, 'u', 'b', '.'}); // NEWFALSE, SETITEMS, BUILD, STOP
        return pickle.toByteArray();
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        CRC32 crc = new CRC32();
        crc.update(content);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
