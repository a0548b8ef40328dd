using IzzyPS.Stock.Containers;
using IzzyPS.Stock.Reading;

namespace IzzyPS;

/// <summary>
/// What is known about one stock file. The first pass finds the structure, the second pass counts the rows. Closing depends on this: a car that is
/// missing in the file may be closed only if the file was read completely and has no fault.
/// </summary>
public sealed class StockFile : VehicleSource
{
    /// <summary>The name of the status column in <see cref="MissingHeaders"/>. It is the name that the profile has for the column.</summary>
    internal const string StatusName = "status";

    private readonly List<StockFault> _faults = [];
    private readonly List<StockWarning> _warnings = [];

    internal StockFile(string path, StockSet set)
        : base(path) => Set = set;

    /// <summary>The import that the file belongs to.</summary>
    public StockSet Set { get; }

    /// <summary>The SHA-256 of the file's bytes in lower-case hexadecimal, or null where it could not be read.</summary>
    public string? Sha256 { get; internal set; }

    /// <summary>The file's size in bytes.</summary>
    public long Length { get; internal set; }

    /// <summary>The encoding that was found or asked for, for example <c>windows-1250</c>; null where none was found.</summary>
    public string? Encoding { get; internal set; }

    /// <summary>The delimiter that was found or asked for.</summary>
    public char? Delimiter { get; internal set; }

    /// <summary>The columns' names as the file has them.</summary>
    public IReadOnlyList<string> Headers { get; internal set; } = [];

    /// <summary>The headers that name no field of a vehicle. Their columns are not read.</summary>
    public IReadOnlyList<string> IgnoredHeaders { get; internal set; } = [];

    /// <summary>
    /// The names of the fields that the file has no column for. For listed vehicles these fields keep the values that were last sent.
    /// </summary>
    public IReadOnlyList<string> MissingHeaders { get; internal set; } = [];

    /// <summary>Whether the partner's profile has a status column and the file lacks it.</summary>
    internal bool LacksStatus { get; set; }

    /// <summary>The number of rows below the header, blank lines left out, as the first pass counted them.</summary>
    public int RowCount { get; internal set; }

    /// <summary>Whether the last line ends in a line break. If the partner's earlier files do and this file does not, this file was probably truncated.</summary>
    public bool HasFinalLineBreak { get; internal set; }

    /// <summary>The faults of the file as a whole. A file with any fault closes nothing.</summary>
    public IReadOnlyList<StockFault> Faults => _faults;

    /// <summary>What a reader of the results should know about the file as a whole. A warning stops nothing.</summary>
    public IReadOnlyList<StockWarning> Warnings => _warnings;

    /// <summary>Whether every row was read in the second pass.</summary>
    public bool IsReadToEnd { get; internal set; }

    /// <summary>The number of rows that became a vehicle, repeated rows left out.</summary>
    public int RowsValid => ValidKeys.Count;

    /// <summary>The number of rows that were left out because the same row came before.</summary>
    public int RowsRepeated { get; internal set; }

    /// <summary>The number of rows that were rejected.</summary>
    public int RowsRejected { get; internal set; }

    /// <summary>The number of rejected rows without a readable key. Nothing in these rows identifies the car.</summary>
    public int RowsWithoutKey { get; internal set; }

    /// <summary>The hashes of the keys of the vehicles that were read.</summary>
    internal List<ulong> ValidKeys { get; } = [];

    /// <summary>The keys of the rejected rows. These cars count as present in the file and are not closed.</summary>
    internal HashSet<string> RejectedKeys { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// The configuration numbers of the rows that have no VIN. They are complete after the first pass. The planner looks for other
    /// vehicles with the same number.
    /// </summary>
    internal HashSet<string> NumbersWithoutVin { get; } = new(StringComparer.Ordinal);

    /// <summary>What the first pass found and the second pass needs; null before the first pass, after a fatal fault, and once the second pass has begun.</summary>
    internal StockStructure? Structure { get; set; }

    internal bool IsReadable => !_faults.Exists(fault => fault.IsFatal);

    /// <summary>Returns the file's name.</summary>
    public override string ToString() => Path == StockContent.StandardInput ? "standard input" : System.IO.Path.GetFileName(Path);

    internal override VehicleOrigin GetOrigin(int line) =>
        new() { Kind = VehicleOriginKind.File, Feed = Set.Feed, ImportId = Set.Id, Path = Path, Line = line };

    internal void Add(StockFault fault) => _faults.Add(fault);

    internal void Warn(StockWarning warning) => _warnings.Add(warning);

    /// <summary>
    /// Counts a rejected row. Its car counts as present in the file. For a row with a VIN the configuration number is noted too, because the car may
    /// have been listed by that number before it got its VIN.
    /// </summary>
    internal void Reject(VehicleKey? key, string? configurationNumber)
    {
        RowsRejected++;
        if (key is not { } known)
        {
            RowsWithoutKey++;
            return;
        }

        RejectedKeys.Add(known.Value);
        if (known.IsVin && configurationNumber is not null)
            RejectedKeys.Add(VehicleKey.FromConfigurationNumber(configurationNumber).Value);
    }
}
