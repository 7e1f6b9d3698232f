"""Relevance: what people say at the guide desk finds the procedure they mean.

The queries are written as people speak and type, without a look at the synonyms. Thresholds hold the whole; no
single query is ever tuned for.
"""

import csv
from pathlib import Path
from typing import Any

import pytest

from shared.search import Matcher

CONFIG = Path(__file__).parents[3] / "config"

SAID = """
làm giấy khai sinh cho con mới sinh | dang-ky-khai-sinh
khai sinh | dang-ky-khai-sinh
đăng kí khai sinh | dang-ky-khai-sinh
vợ tôi mới đẻ cần làm khai sinh | dang-ky-khai-sinh
khai sihn | dang-ky-khai-sinh
dang ky ket hon | dang-ky-ket-hon
tôi muốn đăng ký kết hôn | dang-ky-ket-hon
cưới vợ thì làm giấy gì | dang-ky-ket-hon
lấy vợ người hàn quốc nước ngoài | ket-hon-co-yeu-to-nuoc-ngoai
bố tôi mất, làm giấy chứng tử | dang-ky-khai-tu
bao tu | dang-ky-khai-tu
giấy xác nhận độc thân | xac-nhan-tinh-trang-hon-nhan
xin xác nhận chưa kết hôn | xac-nhan-tinh-trang-hon-nhan
bản sao khai sinh | cap-ban-sao-trich-luc-ho-tich
xin trích lục khai tử | cap-ban-sao-trich-luc-ho-tich
bị mất giấy khai sinh | dang-ky-lai-khai-sinh
sửa tên trong giấy khai sinh | thay-doi-cai-chinh-ho-tich
nhan con ngoai gia thu | dang-ky-nhan-cha-me-con khai-sinh-ket-hop-nhan-cha-me-con
giám hộ cho cháu | dang-ky-giam-ho
sao y ban chinh | chung-thuc-ban-sao-tu-ban-chinh
công chứng bằng tốt nghiệp bản sao | chung-thuc-ban-sao-tu-ban-chinh
chứng thực sơ yếu lý lịch xin việc | chung-thuc-chu-ky
so yeu li lich | chung-thuc-chu-ky
chứng thực hợp đồng mua bán xe máy | chung-thuc-giao-dich-tai-san
lap di chuc | chung-thuc-di-chuc
chia thừa kế nhà của bố mẹ | chung-thuc-van-ban-phan-chia-di-san
không nhận thừa kế | chung-thuc-tu-choi-nhan-di-san
chứng thực bản dịch tiếng anh | chung-thuc-chu-ky-nguoi-dich
làm sổ đỏ lần đầu | cap-giay-chung-nhan-lan-dau
mất sổ đỏ rồi làm lại | cap-lai-giay-chung-nhan-bi-mat
sang ten so do cho con | chuyen-nhuong-thua-ke-tang-cho-dat
tách thửa đất cho con | tach-thua-hop-thua-dat
chuyển đất vườn lên thổ cư | giao-dat-chuyen-muc-dich-su-dung-dat
đổi sổ hồng cũ sang mới | cap-doi-giay-chung-nhan-dat
hàng xóm lấn đất, hòa giải | hoa-giai-tranh-chap-dat-dai
xin giấy phép xây nhà | cap-giay-phep-xay-dung-nha-o
gpxd | cap-giay-phep-xay-dung-nha-o
sửa chữa nhà có cần xin phép không | cap-giay-phep-sua-chua-cai-tao
gia han giay phep xay dung | gia-han-giay-phep-xay-dung
dựng rạp cưới trên vỉa hè | su-dung-tam-thoi-long-duong-via-he
xem quy hoạch thửa đất | cung-cap-thong-tin-quy-hoach
mở cửa hàng tạp hóa | thanh-lap-ho-kinh-doanh
đkkd hộ gia đình | thanh-lap-ho-kinh-doanh
đăng ký hộ kinh doanh | thanh-lap-ho-kinh-doanh
nghỉ bán hàng, đóng hộ kinh doanh | cham-dut-ho-kinh-doanh
tạm ngừng kinh doanh | tam-ngung-tiep-tuc-ho-kinh-doanh
giấy phép bán rượu | cap-giay-phep-ban-le-ruou
mở đại lý bán gas | cap-giay-chung-nhan-cua-hang-lpg
giấy vệ sinh an toàn thực phẩm cho quán ăn | chung-nhan-an-toan-thuc-pham
khoan giếng nước ở nhà | dang-ky-khai-thac-nuoc-duoi-dat
lợn chết vì dịch tả có được hỗ trợ không | ho-tro-thiet-hai-dich-benh-dong-vat
trợ cấp cho người trên 75 tuổi | tro-cap-huu-tri-xa-hoi
tiền trợ cấp người khuyết tật hàng tháng | tro-cap-xa-hoi-hang-thang
làm giấy khuyết tật | xac-dinh-muc-do-khuyet-tat
xin sổ hộ nghèo | cong-nhan-ho-ngheo-can-ngheo
tiền thờ cúng liệt sỹ | tro-cap-tho-cung-liet-si
mai táng phí cựu chiến binh | mai-tang-phi-cuu-chien-binh
chuyển trường cho con | chuyen-truong-tiep-nhan-hoc-sinh
con vào lớp 6 | tuyen-sinh-trung-hoc-co-so
mở nhóm trẻ tư thục | thanh-lap-co-so-mam-non-doc-lap
mở quán net | chung-nhan-diem-tro-choi-dien-tu
tổ chức lễ hội làng | thong-bao-to-chuc-le-hoi
lập câu lạc bộ bóng đá | cong-nhan-cau-lac-bo-the-thao
khaisinh | dang-ky-khai-sinh
ddangw kys keets hoon | dang-ky-ket-hon
gia61y d9o65c tha6n | xac-nhan-tinh-trang-hon-nhan
""".strip().splitlines()


def catalogue() -> list[dict[str, Any]]:
    with (CONFIG / "fields.csv").open(encoding="utf-8", newline="") as file:
        fields = {row["name"]: row["id"] for row in csv.DictReader(file)}
    with (CONFIG / "procedures.csv").open(encoding="utf-8", newline="") as file:
        return [
            {
                "id": row["id"],
                "code": row["code"],
                "name": row["name"],
                "short_name": row["short_name"],
                "field": fields[row["field"]],
                "field_name": row["field"],
                "synonyms": [synonym.strip() for synonym in row["synonyms"].split("|") if synonym.strip()],
            }
            for row in csv.DictReader(file)
        ]


def test_what_people_say_finds_what_they_mean(capsys: pytest.CaptureFixture[str]) -> None:
    matcher = Matcher(catalogue())
    ranks: list[int] = []
    missed: list[str] = []
    for line in SAID:
        query, _, meant = line.partition(" | ")
        found = [hit.id for hit in matcher.search(query)[0]]
        rank = min((found.index(one) + 1 for one in meant.split() if one in found), default=0)
        ranks.append(rank)
        if rank != 1:
            missed.append(f"{rank or '-':>2}  {query}  ({', '.join(found[:2])})")
    first = ranks.count(1) / len(ranks)
    among_five = sum(1 for rank in ranks if 1 <= rank <= 5) / len(ranks)
    mean_reciprocal = sum(1 / rank for rank in ranks if rank) / len(ranks)
    with capsys.disabled():
        print(f"\n{len(ranks)} queries: hit@1 {first:.3f}, hit@5 {among_five:.3f}, MRR {mean_reciprocal:.3f}")
        print("\n".join(missed))
    assert (first >= 0.85, among_five >= 0.95, mean_reciprocal >= 0.9) == (True, True, True)
