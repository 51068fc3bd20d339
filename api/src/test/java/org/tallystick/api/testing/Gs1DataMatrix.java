package org.tallystick.api.testing;

import java.util.List;

/** A symbol that somebody else's program drew. */
public final class Gs1DataMatrix {
    /** (01)09521234543213(10)LOT7(21)1001 as GS1 DataMatrix, drawn by zxing-cpp's writer; {@code #} is dark. */
    public static final List<String> MODULES = List.of(
            "#.#.#.#.#.#.#.#.#.",
            "##..####..#...#.##",
            "#...#.##..#.#.....",
            "#.##..#.##.#.#.###",
            "###.##..#.#.####..",
            "#.#...#.....#.#..#",
            "#.#....##.#..##.#.",
            "####.#.#....###.##",
            "#....###.##.#.#...",
            "##.#..####.#.#.#.#",
            "#..#....##..####..",
            "####..#..###..##.#",
            "#.###.#.##.###.#..",
            "#..#######.####.##",
            "#####.####.#.#....",
            "#.##...###...#####",
            "##...##..#######..",
            "##################");

    private Gs1DataMatrix() {}
}
