namespace IzzyPS;

/// <summary>The kinds of origin that a vehicle can have.</summary>
public enum VehicleOriginKind
{
    /// <summary>Somebody made the vehicle by hand, in a script for example.</summary>
    Hand = 1,

    /// <summary>The vehicle is a row of a stock file.</summary>
    File,
}

/// <summary>Where a vehicle comes from. The value holds no reference to the file or the import, so it keeps nothing of them in memory.</summary>
public readonly record struct VehicleOrigin
{
    /// <summary>The name of the feed where the user names none.</summary>
    public const string DefaultFeed = "default";

    /// <summary>The origin of a vehicle that was made by hand.</summary>
    public static readonly VehicleOrigin Hand = new() { Kind = VehicleOriginKind.Hand };

    /// <summary>The kind of origin.</summary>
    public VehicleOriginKind Kind { get; init; }

    /// <summary>The partner's stream of files that the vehicle belongs to; null for a vehicle made by hand.</summary>
    public string? Feed { get; init; }

    /// <summary>The id of the import that read the vehicle; null for a vehicle made by hand.</summary>
    public Guid? ImportId { get; init; }

    /// <summary>The full path of the file; null for a vehicle made by hand.</summary>
    public string? Path { get; init; }

    /// <summary>The physical line in the file, counted from 1; 0 for a vehicle made by hand.</summary>
    public int Line { get; init; }

    /// <summary>Returns the file's name and the line.</summary>
    public override string ToString() => Path is null
        ? "made by hand"
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{System.IO.Path.GetFileName(Path)} line {Line}");
}
