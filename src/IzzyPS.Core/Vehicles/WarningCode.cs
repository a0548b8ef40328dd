namespace IzzyPS.Vehicles;

/// <summary>The stable codes of a vehicle's warnings. docs/errors.md lists them.</summary>
internal static class WarningCode
{
    /// <summary>The row has no engine code; <c>-</c> is listed.</summary>
    public const string NoEngineCode = nameof(NoEngineCode);

    /// <summary>The row has no acceleration; 0 is listed.</summary>
    public const string NoAcceleration = nameof(NoAcceleration);

    /// <summary>The row has no capacity, and the fuel needs none; 0 is listed.</summary>
    public const string NoCapacity = nameof(NoCapacity);

    /// <summary>Izzylease has no value for the body; another body is listed.</summary>
    public const string BodyReplaced = nameof(BodyReplaced);

    /// <summary>The location map does not know the showroom's number.</summary>
    public const string UnknownShowroom = nameof(UnknownShowroom);

    /// <summary>The value is an error value of a spreadsheet.</summary>
    public const string SpreadsheetError = nameof(SpreadsheetError);

    /// <summary>The date is one that programs write for no date.</summary>
    public const string PlaceholderDate = nameof(PlaceholderDate);

    /// <summary>A letter was lost, and U+FFFD stands in its place.</summary>
    public const string ReplacedLetter = nameof(ReplacedLetter);

    /// <summary>A sign stands in a word in place of a letter, because a program read the text in the wrong encoding before it wrote the file.</summary>
    public const string MisreadLetter = nameof(MisreadLetter);

    /// <summary>The value is outside the plausible range.</summary>
    public const string OutOfRange = nameof(OutOfRange);

    /// <summary>A question mark stands in a word, probably in place of a letter that was lost.</summary>
    public const string QuestionMark = nameof(QuestionMark);

    /// <summary>The amount is said to be without VAT.</summary>
    public const string NetPrice = nameof(NetPrice);

    /// <summary>The first registration is long before the year of manufacture.</summary>
    public const string RegisteredBeforeBuilt = nameof(RegisteredBeforeBuilt);

    /// <summary>A spreadsheet has rounded the configuration number.</summary>
    public const string RoundedNumber = nameof(RoundedNumber);

    /// <summary>The same row is in the file several times.</summary>
    public const string RepeatedRow = nameof(RepeatedRow);

    /// <summary>Whether a warning says that a placeholder is listed because the value is unknown.</summary>
    public static bool IsPlaceholder(string code) => code is NoEngineCode or NoAcceleration or NoCapacity;
}
