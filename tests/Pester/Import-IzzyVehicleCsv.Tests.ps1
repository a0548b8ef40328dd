BeforeAll { . $PSScriptRoot/common.ps1 }

Describe 'Import-IzzyVehicleCsv' {
    BeforeEach { $folder = (New-Item -ItemType Directory -Path (Join-Path $TestDrive ([guid]::NewGuid()))).FullName }

    It 'reads the real rows' {
        $vehicles = Import-IzzyVehicleCsv (Join-Path $root examples stock-monday.csv) -ErrorAction SilentlyContinue
        $kia = $vehicles | Where-Object Vin -eq U5YPU81BGPL155538
        $kia | Should -BeOfType IzzyPS.Vehicle
        $kia.FuelType | Should -Be Hybrid
        $kia.TransmissionType | Should -Be Automatic
        $kia.SalesPrice | Should -Be 109900
        $kia.Line | Should -Be 2
        $kia.Warnings | Should -Not -BeNullOrEmpty
    }

    It 'takes <what>' -TestCases @(
        @{ what = 'a path'; read = { Import-IzzyVehicleCsv "$folder/a.csv" }; count = 3 }
        @{ what = 'wildcards'; read = { Import-IzzyVehicleCsv "$folder/*.csv" }; count = 6 }
        @{ what = 'several paths'; read = { Import-IzzyVehicleCsv "$folder/a.csv", "$folder/b.csv" }; count = 5 }
        @{ what = 'paths from the pipeline'; read = { "$folder/a.csv" | Import-IzzyVehicleCsv }; count = 3 }
        @{ what = 'files from Get-ChildItem'; read = { Get-ChildItem $folder -Filter *.csv | Import-IzzyVehicleCsv }; count = 6 }
        @{ what = 'a literal path'; read = { Import-IzzyVehicleCsv -LiteralPath "$folder/c[1].csv" }; count = 1 }
        @{ what = 'a path relative to the location'; read = { Push-Location $folder; try { Import-IzzyVehicleCsv ./a.csv } finally { Pop-Location } }; count = 3 }
    ) {
        $null = Write-Stock "$folder/a.csv" (1..3)
        $null = Write-Stock "$folder/b.csv" (4..5)
        $null = Write-Stock "$folder/c[1].csv" 6
        @(& $read).Count | Should -Be $count
    }

    It 'reads <name>: <what>' -TestCases @(
        @{ name = 'W07-day2-equipment-line.csv'; what = 'a description with many commas'; count = 7; colors = 'Niebieski'; codes = @() }
        @{ name = 'W09-cp852.csv'; what = 'a code page of MS-DOS'; count = 3; colors = 'Biały', 'Ciemnoniebieski, perłowy', 'Żółty'; codes = @('UnusualEncoding') }
        @{ name = 'W09c-mixed.csv'; what = 'a row in another encoding'; count = 6; colors = 'Biały', 'Żółty'; codes = @('MixedEncoding') }
        @{ name = 'W15-stock.csv.gz'; what = 'a gzip file'; count = 4; colors = 'Niebieski'; codes = @() }
        @{ name = 'W16-day2-dos-eof.csv'; what = 'a final mark of MS-DOS'; count = 3; colors = 'Niebieski'; codes = @() }
        @{ name = 'W17-day2-quoted-empty-row.csv'; what = 'a row of empty quotes'; count = 3; colors = 'Niebieski'; codes = @() }
    ) {
        $vehicles = @(Import-IzzyVehicleCsv (Join-Path $root tests fixtures cases $name) -ErrorAction Stop -WarningVariable warnings -WarningAction SilentlyContinue)
        $vehicles.Count | Should -Be $count
        $vehicles.Color | Sort-Object -Unique | Should -Be $colors
        $warnings.Count | Should -Be $codes.Count
    }

    It 'reads a zip file, a pipe and a named encoding like the plain file' {
        $null = Write-Stock "$folder/a.csv" (1..3)
        Compress-Archive "$folder/a.csv" "$folder/a.zip"
        @(Import-IzzyVehicleCsv "$folder/a.zip").Count | Should -Be 3
        @(Import-IzzyVehicleCsv (Join-Path $root tests fixtures cases W09-cp852.csv) -Encoding cp852 -WarningAction Stop).Color | Should -Contain 'Biały'
        if ($IsLinux) {
            mkfifo "$folder/pipe"
            $writer = Start-Process cp -ArgumentList "$folder/a.csv", "$folder/pipe" -PassThru
            @(Import-IzzyVehicleCsv "$folder/pipe").Count | Should -Be 3
            $writer.WaitForExit()
        }
    }

    It 'says what a file of another format is' {
        [IO.File]::WriteAllBytes("$folder/a.xls", [byte[]](0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1))
        $null = Import-IzzyVehicleCsv "$folder/a.xls" -ErrorVariable errors -ErrorAction SilentlyContinue
        "$($errors[0])" | Should -BeLike '*Excel workbook of the old format*'
    }

    It 'writes one error with all faults of a row, and goes on' {
        $path = Write-Stock "$folder/a.csv" (1..3) -Set @{ 2 = @{ fuelType = 'parowy'; pricing_salesPrice = 'dużo' } }
        $vehicles = Import-IzzyVehicleCsv $path -ErrorVariable errors -ErrorAction SilentlyContinue
        $vehicles.Count | Should -Be 2
        $errors.Count | Should -Be 1
        $errors[0].FullyQualifiedErrorId | Should -Be 'RowRejected.UnknownWord,IzzyPS.Commands.ImportIzzyVehicleCsvCommand'
        $errors[0].CategoryInfo.Category | Should -Be ParserError
        $errors[0].TargetObject | Should -BeOfType IzzyPS.RowError
        $errors[0].TargetObject.Line | Should -Be 3
        foreach ($part in 'a.csv', 'line 3', (Get-TestVin 2), 'fuelType', 'parowy', 'PETROL', 'pricing_salesPrice', 'dużo') {
            "$($errors[0])" | Should -BeLike "*$part*"
        }
    }

    It 'writes the error report, safe against formulas, whether or not there are errors' {
        $path = Write-Stock "$folder/a.csv" (1..2) -Set @{ 2 = @{ fuelType = '=HYPERLINK(1)' } }
        $null = Import-IzzyVehicleCsv $path -ErrorReport "$folder/errors.csv" -ErrorAction SilentlyContinue
        $report = Import-Csv "$folder/errors.csv"
        $report.vin | Should -Be (Get-TestVin 2)
        $report.column | Should -Be fuelType
        $report.message | Should -Not -Match '^[=+@-]'
        $null = Import-IzzyVehicleCsv (Write-Stock "$folder/b.csv" 1) -ErrorReport "$folder/errors.csv"
        Import-Csv "$folder/errors.csv" | Should -BeNullOrEmpty
    }

    It 'ends where the report can not be written' {
        $path = Write-Stock "$folder/a.csv" 1
        { Import-IzzyVehicleCsv $path -ErrorReport $path } | Should -Throw -ErrorId 'ReportNotWritten*' -ExpectedMessage '*never overwritten*'
        { Import-IzzyVehicleCsv $path -ErrorReport "$env:XDG_DATA_HOME/izzyps/accounts/x.json" } | Should -Throw -ErrorId 'ReportNotWritten*'
        { Import-IzzyVehicleCsv $path -ErrorReport "$folder/none/errors.csv" } | Should -Throw -ErrorId 'ReportNotWritten*'
    }

    It 'ends when the report''s disk is full, and later pipeline commands do nothing' {
        if (-not (Test-Path /dev/full)) { Set-ItResult -Skipped -Because 'NOT TESTED: this system has no /dev/full' }
        $null = Connect-Sandbox
        try {
            $path = Write-Stock "$folder/a.csv" (1..3) -Set @{ 2 = @{ color = '' } }
            { Import-IzzyVehicleCsv $path -ErrorReport /dev/full -ErrorAction SilentlyContinue | Compare-IzzyVehicle | Sync-IzzyVehicle } |
                Should -Throw -ErrorId 'ReportNotWritten*' -ExpectedMessage '*/dev/full*No space left*'
            Get-IzzyVehicle | Should -BeNullOrEmpty
            (Get-Item /dev/full).Length | Should -Be 0
        }
        finally {
            Stop-IzzySandbox
        }
    }

    It 'reads windows-1250 with semicolons like its clean twin' {
        $clean = Import-IzzyVehicleCsv (Write-Stock "$folder/a.csv" (1..5) -Set @{ 3 = @{ color = 'Żółty'; description = 'Światła łukowe' } })
        $text = [IO.File]::ReadAllText("$folder/a.csv").Replace(',', ';').Replace('8.5', '8,5').Replace("`n", "`r`n")
        [IO.File]::WriteAllBytes("$folder/b.csv", [Text.Encoding]::GetEncoding(1250).GetBytes($text))
        $partner = Import-IzzyVehicleCsv "$folder/b.csv"
        $fields = $clean[0].psobject.Properties.Name | Where-Object { $_ -notin 'File', 'Line', 'Origin' }
        ($partner | Select-Object $fields | ConvertTo-Json) | Should -Be ($clean | Select-Object $fields | ConvertTo-Json)
        $partner[0].File.Encoding | Should -Be windows-1250
    }

    It 'takes -Encoding and -Delimiter, and refuses an unknown encoding' {
        $path = Write-Stock "$folder/a.csv" 1
        (Import-IzzyVehicleCsv $path -Encoding utf-8 -Delimiter ',').Vin | Should -Be (Get-TestVin 1)
        { Import-IzzyVehicleCsv $path -Encoding klingon } | Should -Throw -ErrorId 'InvalidSetting*' -ExpectedMessage '*klingon*'
    }

    It 'takes a profile, and refuses an invalid one' {
        $profileFile = "$folder/mine.json"
        '{ "extends": "default", "words": { "fuelType": { "PETROL": ["parowy"] } } }' | Set-Content $profileFile
        $path = Write-Stock "$folder/a.csv" 1 -Set @{ 1 = @{ fuelType = 'parowy' } }
        (Import-IzzyVehicleCsv $path -Profile $profileFile).FuelType | Should -Be Petrol
        { Import-IzzyVehicleCsv $path -Profile none } | Should -Throw -ErrorId 'InvalidSetting*'
    }

    It 'says that a file is missing, a folder, or not a stock file' {
        $path = Write-Stock "$folder/a.csv" 1
        'hello' | Set-Content "$folder/text.csv"
        $vehicles = Import-IzzyVehicleCsv $path, "$folder/none.csv", "$folder/none*.csv", $folder, "$folder/text.csv" -ErrorVariable errors -ErrorAction SilentlyContinue
        $vehicles.Count | Should -Be 1
        $ids = $errors.FullyQualifiedErrorId.ForEach{ ($_ -split '[.,]')[0] }
        $ids | Should -Contain PathNotFound
        $ids | Should -Contain NotAFile
        $ids | Should -Contain StockFileFault
        $vehicles.File.Set.Files.Count | Should -Be 5 -Because 'what is missing belongs to the stock'
    }

    It 'stops early for Select-Object -First and for -ErrorAction Stop' {
        $path = Write-Stock "$folder/a.csv" (1..3000) -Set @{ 2500 = @{ fuelType = 'parowy' } }
        $first = Import-IzzyVehicleCsv $path | Select-Object -First 1
        $first.Vin | Should -Be (Get-TestVin 1)
        $first.File.IsReadToEnd | Should -BeFalse
        { Import-IzzyVehicleCsv $path -ErrorAction Stop } | Should -Throw -ErrorId 'RowRejected*'
        Remove-Item $path
    }

    It 'names the feed' {
        (Import-IzzyVehicleCsv (Write-Stock "$folder/a.csv" 1) -Feed warszawa).File.Set.Feed | Should -Be warszawa
    }
}
