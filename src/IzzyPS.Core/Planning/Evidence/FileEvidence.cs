namespace IzzyPS.Planning.Evidence;

/// <summary>What is known of one file of an import.</summary>
internal sealed record FileEvidence
{
    /// <summary>The full path.</summary>
    public required string Path { get; init; }

    /// <summary>The SHA-256 of the file's bytes in lower-case hexadecimal; null where the file could not be read.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The number of rows below the header.</summary>
    public int Rows { get; init; }

    /// <summary>The rows that were rejected.</summary>
    public int RowsRejected { get; init; }

    /// <summary>The rejected rows whose car is unknown, because the row has no readable key.</summary>
    public int RowsWithoutKey { get; init; }

    /// <summary>Whether every row was read.</summary>
    public bool IsReadToEnd { get; init; }

    /// <summary>Whether the last line ends in a line break.</summary>
    public bool HasFinalLineBreak { get; init; }

    /// <summary>What is wrong with the file as a whole, in English sentences. A file with a fault closes nothing.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>What should be known of the file as a whole.</summary>
    public IReadOnlyList<PlanWarning> Warnings { get; init; } = [];

    /// <summary>The keys of the valid vehicles.</summary>
    public required IKeyHashes ValidKeys { get; init; }

    /// <summary>The keys of the rejected rows. Their cars are in the file, so their listings are not closed.</summary>
    public IReadOnlyCollection<string> RejectedKeys { get; init; } = [];

    /// <summary>The number of valid vehicles, repeated rows left out.</summary>
    public int RowsValid => ValidKeys.Hashes.Length;

    /// <summary>The file's name.</summary>
    public override string ToString() => System.IO.Path.GetFileName(Path);
}
