namespace IzzyPS.Stock.Containers;

/// <summary>A file is not a CSV, and holds nothing that can be read as one.</summary>
internal sealed class ContentException : Exception
{
    public ContentException(string code, string message, Exception? cause = null)
        : base(message, cause) => Code = code;

    /// <summary>The code of the error: a stable word in PascalCase.</summary>
    public string Code { get; }

    public static ContentException CreateDamaged(string kind, Exception cause) => new(
        "DamagedFile",
        $"The file is {kind}, and is damaged or not complete: {cause.Message} Send the file again.",
        cause);

    public static ContentException CreateTooLarge(string kind, long most) => new(
        "TooLarge",
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The content of {kind} has more than {most:N0} bytes. At most this is read of a file of this size. Send the stock as a CSV file."));
}
