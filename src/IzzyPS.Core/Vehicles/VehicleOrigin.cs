namespace IzzyPS;

/// <summary>What kind of origin a vehicle has.</summary>
public enum VehicleOriginKind
{
    /// <summary>Somebody made the vehicle by hand, in a script for example.</summary>
    Hand = 1,

    /// <summary>The vehicle is a row of a stock file.</summary>
    File,
}

/// <summary>Where a vehicle comes from. A value: it refers to nothing that was read.</summary>
public readonly record struct VehicleOrigin
{
    /// <summary>The feed where none is named.</summary>
    public const string DefaultFeed = "default";

    /// <summary>The origin of a vehicle that was made by hand.</summary>
    public static readonly VehicleOrigin Hand = new() { Kind = VehicleOriginKind.Hand };

    /// <summary>What kind of origin it is.</summary>
    public VehicleOriginKind Kind { get; init; }

    /// <summary>The partner's stream of files that the vehicle belongs to; null for a vehicle made by hand.</summary>
    public string? Feed { get; init; }

    /// <summary>The id of the import that read the vehicle; null for a vehicle made by hand.</summary>
    public Guid? ImportId { get; init; }

    /// <summary>The full path of the file; null where no file says so.</summary>
    public string? Path { get; init; }

    /// <summary>The physical line in the file, counted from 1; 0 where no line says so.</summary>
    public int Line { get; init; }

    /// <summary>The file's name and the line, for people.</summary>
    public override string ToString() => Path is null
        ? "made by hand"
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{System.IO.Path.GetFileName(Path)} line {Line}");
}
