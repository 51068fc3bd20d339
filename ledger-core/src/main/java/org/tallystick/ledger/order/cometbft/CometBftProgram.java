package org.tallystick.ledger.order.cometbft;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where CometBFT's program is. It is not part of Tallystick: members install it, at a version that is named here. */
public record CometBftProgram(Path file) {
    /**
     * Never {@code @latest}: that is v1.0.1, of a line that was retracted and lacks the fixes of years. v0.38.25 is driven
     * too, for who has an older Go.
     */
    public static final String INSTALL = "go install github.com/cometbft/cometbft/cmd/cometbft@v0.40.0";

    private static final String NAME = "cometbft";

    /**
     * Looks on the PATH, and where {@code go install} puts programs.
     *
     * @param environment of this process
     */
    public static Optional<CometBftProgram> find(Map<String, String> environment) {
        List<Path> folders = new ArrayList<>();
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
            if (!folder.isEmpty()) {
                folders.add(Path.of(folder));
            }
        }
        String goBin = environment.get("GOBIN");
        if (goBin != null && !goBin.isEmpty()) {
            folders.add(Path.of(goBin));
        }
        String goPath = environment.get("GOPATH");
        folders.add(
                (goPath == null || goPath.isEmpty() ? Path.of(System.getProperty("user.home"), "go") : Path.of(goPath))
                        .resolve("bin"));
        boolean windows = File.separatorChar == '\\';
        return folders.stream()
                .map(folder -> folder.resolve(windows ? NAME + ".exe" : NAME))
                .filter(Files::isExecutable)
                .filter(Files::isRegularFile)
                .findFirst()
                .map(CometBftProgram::new);
    }

    /** What to tell whoever has none. */
    public static String absent() {
        return "CometBFT is not on the PATH; to install it: " + INSTALL;
    }
}
