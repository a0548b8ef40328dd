namespace IzzyPS;

/// <summary>What kind of value a field holds. The kind decides how the value is read, sent, compared and shown.</summary>
public enum FieldKind
{
    /// <summary>Free text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A decimal number; a JSON number for the API.</summary>
    Number,

    /// <summary>PLN with two decimals; a JSON string for the API.</summary>
    Money,

    /// <summary>A day; ISO for the API.</summary>
    Date,

    /// <summary>One of the API's words.</summary>
    Word,

    /// <summary>A showroom: the partner's number in the file, a UUID for the API.</summary>
    Location,
}
